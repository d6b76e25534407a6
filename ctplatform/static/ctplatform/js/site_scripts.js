// What runs on every page. Each module finds its own elements and leaves the rest alone.
import "./forms/form_drafts.js"; // before the fields that hold what it brings back
import "./forms/dependent_fields.js";
import "./forms/record_picker.js";
import "./page/shortcut_keys.js";
import "./page/list_rows.js";
import "./forms/mention_list.js";
import "./page/page_menus.js";
import "./page/page_requests.js";
import "./forms/search_box.js";
import "./page/system_keys.js";
import "./page/colour_theme.js";
import "./page/toast_messages.js";

// What runs on every page. Each module finds its own elements and leaves the rest alone.
import "./drafts.js"; // before the fields that hold what it brings back
import "./combobox.js";
import "./keys.js";
import "./lists.js";
import "./mentions.js";
import "./menus.js";
import "./requests.js";
import "./search_box.js";
import "./system_keys.js";
import "./theme.js";
import "./toast.js";

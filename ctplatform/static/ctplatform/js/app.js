// What runs on every page. Each module finds its own elements and leaves the rest alone.
import "./combobox.js";
import "./keys.js";
import "./lists.js";
import "./menus.js";
import "./requests.js";
import "./theme.js";
import "./toast.js";

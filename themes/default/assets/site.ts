// Everything here is a convenience: pages read, filter and print without it.
// The script stands at the head of the page, so that a reader's choice of light
// or dark holds before anything is drawn; the rest waits for the page.
import { remember, themeButton } from "./script/theme";
import { blankEnded } from "./script/ended";
import { carousel } from "./script/carousel";
import { copying } from "./script/copy";
import { finder } from "./script/finder";
import { crossing } from "./script/crossing";
import { arrowKeys, facets } from "./script/keys";

remember();
crossing();
document.addEventListener("DOMContentLoaded", () => {
  blankEnded();
  themeButton();
  carousel();
  copying();
  arrowKeys();
  facets();
  finder();
});

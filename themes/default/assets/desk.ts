// The permission desk: a click copies a message or a command. Without this
// script both stand there to be selected.
import { offer } from "./script/clipboard";

offer(".desk-do");

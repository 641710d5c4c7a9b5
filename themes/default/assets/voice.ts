// A page of guidance: a click copies a reply, and a sentence can be tried.
import { offer } from "./script/clipboard";
import { trying } from "./script/trying";

offer(".situation");
trying();

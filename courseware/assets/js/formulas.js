// Pages made of formulas: they are set before the first paint (the script blocks rendering), so that nothing jumps.
import katex from "katex";
import { typesetWith } from "./parts/tex.js";

typesetWith(katex, document);

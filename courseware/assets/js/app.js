import katex from "katex";
export const x = katex;

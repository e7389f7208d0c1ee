// What the worker does with a request: a file of ours, a page, or nothing at all. It never touches a write, but a photo
// that the telephone’s own « share » sheet sends: no page is there to keep it first.

import { isPicture } from "./papers.js";

const SHARED = "/papers/shared";

export const kindOf = ({ method, mode, url }, origin, files) => {
  const { origin: there, pathname, search } = new URL(url);
  if (method === "POST" && mode === "navigate" && there === origin && pathname === SHARED) return "share";
  if (method !== "GET" || there !== origin) return "leave";
  if (files.includes(pathname + search) || pathname.startsWith("/static/")) return "file";
  if (mode === "no-cors" && isPicture(pathname)) return "picture";
  return mode === "navigate" ? "page" : "leave";
};

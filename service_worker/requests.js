// What the worker does with a request: a file of ours, a page, or nothing at all. It never touches a write.

export const kindOf = ({ method, mode, url }, origin, files) => {
  const { origin: there, pathname, search } = new URL(url);
  if (method !== "GET" || there !== origin) return "leave";
  if (files.includes(pathname + search) || pathname.startsWith("/static/")) return "file";
  return mode === "navigate" ? "page" : "leave";
};

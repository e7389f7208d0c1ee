// A scanned code comes after « # »: no server has seen it. It goes into its field, and leaves the address.
const field = document.getElementById("code");

if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(history.state, "", location.pathname + location.search);
  (document.getElementById("initials") ?? document.getElementById("pin"))?.focus();
}

// Inside Airflow the board stands in a frame that may not leave itself: links to Airflow's own pages
// are followed in the page around it.
"use strict";
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.airflow");
  if (!link || window.parent === window) return;
  event.preventDefault();
  const outside = window.parent.document.createElement("a");
  outside.href = link.href;
  window.parent.document.body.append(outside);
  outside.click();
  outside.remove();
});

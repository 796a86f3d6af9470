// Dragging blocks between lists with mouse, pen or finger. A finger drags by the grip only, so that the page still scrolls.
const slack = 5;
const indentWidth = 32;

export function drag(field, { lists, onClick, onMove, onDrop, onIndent }) {
  field.addEventListener("pointerdown", (event) => {
    const block = event.target.closest(".block");
    const onGrip = event.target.closest(".block-grip");
    if (!block || event.button !== 0 || event.target.closest(".block-swap")) return;
    if (event.pointerType !== "touch" || onGrip) follow(event, block, Boolean(onGrip));
  });
  field.addEventListener("click", (event) => {
    const block = event.target.closest(".block");
    if (block && event.pointerType === "touch" && !event.target.closest("button")) onClick(block);
  });

  function follow(start, block, onGrip) {
    let moving = false;
    let from = start.clientX;
    const move = (event) => {
      if (!moving && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < slack) return;
      if (!moving) {
        moving = true;
        block.setAttribute("data-dragged", "");
        block.setPointerCapture(start.pointerId);
      }
      event.preventDefault();
      place(block, event);
      if (Math.abs(event.clientX - from) > indentWidth && block.parentElement === lists[0]) {
        onIndent(block, Math.sign(event.clientX - from));
        from = event.clientX;
      }
      onMove();
    };
    const stop = (event) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      block.removeAttribute("data-dragged");
      if (moving) onDrop(block);
      else if (event.type === "pointerup") onClick(block);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  }

  function place(block, event) {
    const list = lists.find((each) => {
      const box = each.parentElement.getBoundingClientRect();
      return event.clientY >= box.top && event.clientY <= box.bottom && event.clientX >= box.left - 40 && event.clientX <= box.right + 40;
    });
    if (!list) return;
    const below = [...list.children].find((other) => {
      if (other === block) return false;
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if (below ? block.nextElementSibling !== below || block.parentElement !== list : list.lastElementChild !== block) list.insertBefore(block, below ?? null);
  }
}

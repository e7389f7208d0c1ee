// Nothing could be written on this device: the form is as it was, and can still be sent as it always could. Loaded then.

const { forget } = self.carnet;

export const isFull = (account, form, { clone, place }) => {
  const notice = clone("no-room");
  notice.querySelector("[data-carnet-make-room]").addEventListener("click", async () => {
    await forget(account);
    notice.remove();
    form.requestSubmit();
  });
  notice.querySelector("[data-carnet-send]").addEventListener("click", () => {
    delete form.dataset.carnetLane;
    form.requestSubmit();
  });
  place(form, notice);
};

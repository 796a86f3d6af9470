// Mounts a figure on every place of its name, once, and tells it how wide it may be.
export function start(name, mount) {
  for (const stage of document.querySelectorAll(`[data-figure="${name}"] > .stage`)) {
    if (stage.dataset.mounted) continue;
    stage.dataset.mounted = "";
    const figure = mount(stage);
    let width = 0;
    const fit = () => {
      const now = Math.floor(stage.clientWidth);
      if (!now || now === width) return;
      width = now;
      figure.resize(width);
    };
    new ResizeObserver(fit).observe(stage);
    fit();
  }
}

/** What the weights of a run mean at the step that the reader looks at. */
import { picture } from './picture.js';

export function statePanel(view) {
  const shown = picture(view);
  return { node: shown.node, mark: () => shown.at(view.mark.seq), destroy: shown.destroy };
}

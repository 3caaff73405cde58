/** The plotting library. Maven writes the version of its webjar into the paths. */
import uPlot from '../lib/uplot/@uplot.version@/dist/uPlot.esm.js';
import { el } from './dom.js';

document.head.append(el('link', { rel: 'stylesheet', href: 'lib/uplot/@uplot.version@/dist/uPlot.min.css' }));

export { uPlot };

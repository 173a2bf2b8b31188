/** States of earlier versions load this from here, before a provider. */
export { endWithEngine } from "../provider/engineEnd";

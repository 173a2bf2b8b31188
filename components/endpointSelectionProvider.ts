/** States of earlier versions load the provider from this path. */
export { endpointSelectionProvider } from "../provider/endpointSelectionProvider";

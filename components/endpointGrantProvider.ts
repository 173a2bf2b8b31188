/** States of earlier versions load the provider from this path. */
export { endpointGrantProvider } from "../provider/endpointGrantProvider";

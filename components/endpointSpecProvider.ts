/** States of earlier versions load the provider from this path. */
export { endpointSpecProvider } from "../provider/endpointSpecProvider";

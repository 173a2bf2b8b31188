/** States of earlier versions load the provider from this path. */
export { servicePurgeProvider } from "../provider/servicePurgeProvider";

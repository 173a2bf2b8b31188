/** States of earlier versions load the provider from this path. */
export { productCleanupProvider } from "../provider/productCleanupProvider";

/** What is done to an OpenAPI document, as pure functions: nothing is read, and no input is changed. */
export type { Change, Effect } from "./change";
export type { ContractChange } from "./contract/contractChange";
export { contractChanges } from "./contract/contractChanges";
export { sanitize, type Sanitized, type SanitizeOptions } from "./convert/pipeline";
export { jsonText, parseJson } from "../json/jsonText";
export { UnimportableError } from "./unimportableError";

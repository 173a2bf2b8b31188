import { Variable } from "./policyText";

/**
 * A header of a refusal of API Management's own, which an answer of a policy would lose.
 *
 * Refusals get Databricks' name of the error as well; their statuses and headers stay. It is not documented what of a
 * refusal on-error sees; one whose headers it does not see stays as it is.
 */
export const keptHeader = new Variable("refusal-header");

import { DatabricksError, notEmulated } from "../databricksError";
import { PlainError } from "./scoringError";

/** What MLflow's server adds to errors of old forms of request. */
export const protocolChange =
    "IMPORTANT: The MLflow Model scoring protocol has changed in MLflow version 2.0. If you are seeing this error, " +
    "you are likely using an outdated scoring request format. To resolve the error, either update your request format " +
    "or adjust your MLflow Model's requirements file to specify an older version of MLflow (for example, change the " +
    "'mlflow' requirement specifier to 'mlflow==1.30.0'). If you are making a request using the MLflow client (e.g. " +
    "via `mlflow.pyfunc.spark_udf()`), upgrade your MLflow client to a version >= 2.0 in order to use the new request " +
    "format. For more information about the updated MLflow Model scoring protocol in MLflow 2.0, see " +
    "https://mlflow.org/docs/latest/models.html#deploy-mlflow-models.";

const taken = ["text/csv", "application/json", "application/vnd.apache.parquet"];

/** Reads a content type as letter for letter as the scoring server does. @throws {DatabricksError} 415, 500, 501 */
export function checkMediaType(contentType: string | undefined): void {
    // The server fails without one.
    if (contentType === undefined) throw new PlainError(500, "Internal Server Error");
    const [type, ...pairs] = contentType.split(";").map((part) => part.trim()) as [string, ...string[]];
    const parameters = new Map(pairs.map((pair) => [pair.split("=")[0]!, pair.split("=").slice(1).join("=")]));
    if ((parameters.get("charset") ?? "utf-8").toLowerCase() !== "utf-8") {
        throw new PlainError(415, "The scoring server only supports UTF-8");
    }
    const unknown = [...parameters.keys()].filter((name) => name !== "charset");
    if (unknown.length > 0) {
        throw new PlainError(415, `Unrecognized content type parameters: ${unknown.join(", ")}. ${protocolChange}`);
    }
    if (!taken.includes(type)) {
        const types = `[${taken.map((name) => `'${name}'`).join(", ")}]`;
        const only = `This predictor only supports the following content types: Types: ${types}.`;
        throw new PlainError(415, `${only} Got '${contentType}'.`);
    }
    if (type !== "application/json") throw notEmulated(`bodies of '${type}'`);
}

/** As foundation and external models read it. @throws {DatabricksError} 415 */
export function checkJson(contentType = ""): void {
    if (/^application\/json\s*(?:;|$)/i.test(contentType)) return;
    const only = "This predictor only supports the following content types: Types: ['application/json'].";
    throw new DatabricksError(415, "BAD_REQUEST", `${only} Got '${contentType}'.`);
}

import { under } from "../pointer";
import { OperationPass } from "./operationPasses";

/** API Management drops the request bodies of these methods (API import restrictions). */
const bodiless = new Set(["get", "head", "options"]);

/** Leaves out the request body that no caller can send. */
export const bodies: OperationPass = (operation, place, report) => {
    if (operation.requestBody === undefined || !bodiless.has(place.method)) return operation;
    const { requestBody, ...rest } = operation;
    const detail = `API Management accepts no body with ${place.method.toUpperCase()}.`;
    const pointer = under(place.pointer, "requestBody");
    report.push({ pointer, construct: "requestBody", effect: "removed", detail });
    return rest;
};

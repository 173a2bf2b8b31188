import type { OpenAPIV3 } from "openapi-types";
import { operations } from "../transforms/operations";

/** The most operations that an API had by default until 2026 (API Management, service limits). */
const mostBefore = 100;

/**
 * A line about a document with so many operations that few callers need all. Each counts towards the service's limit.
 *
 * @param name as messages have it, e.g. `endpoint "churn"`
 * @param document as it is published
 */
export function manyOperations(name: string, document: OpenAPIV3.Document): string | undefined {
    const count = operations.places(document).length;
    if (count <= mostBefore) return undefined;
    return (
        `warning: ${name}: all ${count} operations of its document are published, and each counts towards the service's ` +
        'limit. Pick those that callers need with paths at its entry, e.g. paths: {include: ["/items/**"]}; ["/**"] ' +
        "publishes all without this warning."
    );
}

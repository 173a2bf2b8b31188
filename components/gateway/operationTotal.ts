import * as pulumi from "@pulumi/pulumi";
import type { OpenAPIV3 } from "openapi-types";
import { operations } from "../../transforms/operations";
import type { ServingApi } from "../api/servingApi";
import { entityProblems } from "./entityTotals";
import type { Tier } from "./tiers";

/**
 * Ends the program where the documents have more operations than the service takes. That is known once they are read, at
 * preview too; `entityNeeds` counts one for each API before.
 *
 * @returns how many operations there are
 */
export function limitOperations(
    serviceName: pulumi.Input<string>,
    apis: readonly {
        readonly spec: Pick<ServingApi["spec"], "document">;
        readonly candidate?: ServingApi["candidate"];
    }[],
    tier: pulumi.Input<Tier>,
): pulumi.Output<number> {
    const counts = apis.map(({ spec, candidate }) =>
        // A revision has operations of its own. It is another document, which differs in few of them.
        spec.document.apply((document) => operationsIn(document) * (candidate ? 2 : 1)),
    );
    return pulumi.all([serviceName, tier, pulumi.all(counts)]).apply(([name, tier, counts]) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const [problem] = entityProblems({ operations: total }, tier);
        if (problem === undefined) return total;
        throw new pulumi.RunError(
            `the API Management service "${name}" does not support what the stack needs:\n  ${problem}\n` +
                "Publish fewer endpoints or fewer of their operations (paths, at an endpoint), or use a service of another tier.",
        );
    });
}

/** How many operations a document has, given as JSON. */
export function operationsIn(document: string): number {
    const { paths = {} } = JSON.parse(document) as Partial<OpenAPIV3.Document>;
    return operations.places({ paths } as OpenAPIV3.Document).length;
}

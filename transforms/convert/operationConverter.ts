import type { OpenAPIV3 } from "openapi-types";
import type { Measures } from "../canonical";
import { Change } from "../change";
import { withKeys } from "../jsonObject";
import { Operation, OperationPlace, operations } from "../operations";
import { bodies } from "./bodies";
import type { ConvertedOperations, ConvertedSchemas } from "./conversion";
import { Body, forms, formsAtRoot } from "./forms";
import { responses } from "./responses";

/**
 * Takes each operation through the passes about what is large in it as soon as it is read, and sorts and measures that: most
 * of what comes in between is gone before the next operation, and a large document keeps less in memory.
 */
export class OperationConverter implements ConvertedOperations {
    private readonly reports = { bodies: [] as Change[], forms: [] as Change[], responses: [] as Change[] };
    /** Bodies with their forms at the root, by what they are without those. */
    private readonly rooted = new Map<Body, Body>();
    /** Bodies as they were read, by what the passes made of them. */
    private readonly asRead = new Map<Body, Body>();

    constructor(
        private readonly schemas: ConvertedSchemas,
        private readonly sizes: Measures,
    ) {}

    convert(read: Operation, place: OperationPlace): Operation {
        const operation = responses(bodies(read, place, this.reports.bodies), place, this.reports.responses);
        const body = operation.requestBody as Body | undefined;
        const requestBody = body && this.body(body, place);
        return withKeys(operation, { requestBody, responses: this.sizes.kept(operation.responses).value });
    }

    private body(given: Body, place: OperationPlace): Body {
        const shaped = this.sizes.kept(forms(given, place, this.reports.forms, this.schemas));
        let rooted = this.rooted.get(shaped.value);
        if (rooted === undefined) {
            rooted = formsAtRoot(shaped, this.schemas, this.sizes);
            this.rooted.set(shaped.value, rooted);
        }
        this.asRead.set(rooted, given);
        return rooted;
    }

    get report(): Change[] {
        const { bodies, forms, responses } = this.reports;
        return [...bodies, ...forms, ...responses];
    }

    withoutRoots(document: OpenAPIV3.Document): OpenAPIV3.Document {
        const plain = new Map([...this.rooted].map(([body, rooted]) => [rooted, body]));
        return withBodies(document, plain);
    }

    withoutForms(document: OpenAPIV3.Document): OpenAPIV3.Document {
        this.reports.forms = [];
        return withBodies(document, this.asRead);
    }
}

function withBodies(document: OpenAPIV3.Document, replaced: ReadonlyMap<Body, Body>): OpenAPIV3.Document {
    return operations.map(document, (operation) => {
        const requestBody = replaced.get(operation.requestBody as Body);
        return requestBody === undefined ? operation : withKeys(operation, { requestBody });
    });
}

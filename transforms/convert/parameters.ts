import type { OpenAPIV3 } from "openapi-types";
import { Change, Effect } from "../change";
import { withKeys } from "../jsonObject";
import { limits } from "../limits";
import type { OperationPass } from "./operationPasses";
import { under } from "../pointer";
import { UnimportableError } from "../unimportableError";

type Parameter = OpenAPIV3.ParameterObject;

const styles: { [location: string]: string[] } = {
    path: ["matrix", "label", "simple"],
    query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    header: ["simple"],
};

/**
 * Required query parameters become part of the operation's URL template, which has a length and whose names are unique
 * whatever their case (API import restrictions). What does not fit there becomes optional.
 */
export const parameters: OperationPass = (operation, place, report) => {
    const { path } = place;
    if (path.length > limits.urlTemplate) tooLong(path, place.pointer);
    if (operation.parameters === undefined) return operation;
    const { pointer } = place;
    const names = new Set<string>();
    let length = path.length;
    const result = (operation.parameters as Parameter[]).map((parameter) => {
        const styled = withStyle(parameter, pointer, report);
        if (styled.in !== "query" || styled.required !== true) return styled;
        const name = styled.name.toLowerCase();
        const longer = length + 2 * styled.name.length + 4;
        if (names.has(name) || longer > limits.urlTemplate) {
            const reason = names.has(name) ? "another one differs in case only" : "the URL template is too long";
            note(report, pointer, "loosened", `The query parameter ${styled.name} is optional, because ${reason}.`);
            return withKeys(styled, { required: false });
        }
        names.add(name);
        length = longer;
        return styled;
    });
    return withKeys(operation, { parameters: result });
};

function withStyle(parameter: Parameter, pointer: string, report: Change[]): Parameter {
    if (parameter.style === undefined || styles[parameter.in]?.includes(parameter.style)) return parameter;
    const { style, ...rest } = parameter;
    note(report, pointer, "removed", `${style} is not a style of the ${parameter.in} parameter ${parameter.name}.`);
    return rest;
}

function note(report: Change[], pointer: string, effect: Effect, detail: string): void {
    report.push({ pointer: under(pointer, "parameters"), construct: "parameters", effect, detail });
}

function tooLong(path: string, pointer: string): never {
    throw new UnimportableError(
        pointer.slice(0, 200),
        `The path has ${path.length} characters; a URL template has at most ${limits.urlTemplate}.`,
        "Publish it under a shorter path.",
    );
}

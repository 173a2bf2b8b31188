import type { PipelineResponse } from "@azure/core-rest-pipeline";

/** What a failed answer says, where it says something. */
export function errorOf({ bodyAsText }: PipelineResponse): { code?: string; message?: string } {
    return errorIn(membersOf(parsed(bodyAsText ?? "")).error);
}

/** What went wrong is often told in the details only: the message then says that something did. */
export function errorIn(error: unknown): { code?: string; message?: string } {
    const { code, message, details } = membersOf(error);
    const texts = [message, ...(Array.isArray(details) ? details.map((each) => membersOf(each).message) : [])];
    const said = texts.filter((text) => typeof text === "string" && text !== "").join(" ");
    return {
        ...(typeof code === "string" && { code }),
        ...(said !== "" && { message: said }),
    };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The JSON value of a text; undefined for what is no JSON. */
export function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

import type { ApiFeature } from "./apiFeature";
import { when } from "./controlPolicies";
import { deleteHeader } from "./headerPolicies";
import type { PolicyElement } from "./policyElement";
import { expression, statements } from "./policyText";

/** Keeps a model's stack traces from callers. */
export const stackTraces: ApiFeature = ({ called, errors }) =>
    called && errors?.stackTrace === "remove"
        ? [
              // A body that is compressed cannot be read.
              { slot: "requestHeaders", elements: () => [deleteHeader("Accept-Encoding")] },
              { slot: "endpointError", elements: () => stackTraceRemoved },
          ]
        : [];

/** Errors alone, and of these what says that it is JSON: answers that come piece by piece are no errors. */
const isJsonError = expression`context.Response.StatusCode >= 400 && context.Response.Headers.GetValueOrDefault("Content-Type", "").IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0`;

/**
 * The error without each member `stack_trace`, wherever in it that stands. An error without one stays as it is, to the
 * byte. One of more than a million characters, and one that is no JSON after all, may hold anything: callers are told only
 * that there was one.
 */
const withoutStackTrace = statements`var text = context.Response.Body?.As<string>(preserveContent: true) ?? ""; if (text == "") { return text; } if (text.Length <= 1000000) { try { var body = JToken.Parse(text) as JContainer; var traces = body?.Descendants().OfType<JProperty>().Where(it => it.Name == "stack_trace").ToList(); if (traces == null || traces.Count == 0) { return text; } traces.ForEach(it => it.Remove()); return body.ToString(Formatting.None); } catch (Exception) { } } return "{ \"error_code\": \"INTERNAL_ERROR\", \"message\": \"The endpoint answered with an error that cannot be shown.\" }";`;

const stackTraceRemoved: readonly PolicyElement[] = [
    when(isJsonError, [{ name: "set-body", text: withoutStackTrace, sections: ["inbound", "backend", "outbound"] }]),
];

import type { ApiFeature } from "./apiFeature";
import { when } from "./controlPolicies";
import { deleteHeader } from "./headerPolicies";
import { expression, statements } from "./policyText";

/** Makes text of messages whose content is a list of parts, for clients that fail on lists. */
export const textAnswers: ApiFeature = ({ called, answers }) =>
    called && answers === "text"
        ? [
              // A body that is compressed cannot be read.
              { slot: "requestHeaders", elements: () => [deleteHeader("Accept-Encoding")] },
              {
                  slot: "answer",
                  elements: () => [
                      when(isJsonAnswer, [
                          { name: "set-body", text: withText, sections: ["inbound", "backend", "outbound"] },
                      ]),
                  ],
              },
          ]
        : [];

/** By headers alone: an answer that comes piece by piece must not be waited for. */
const isJsonAnswer = expression`context.Response.StatusCode == 200 && context.Response.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/json", StringComparison.OrdinalIgnoreCase)`;

/**
 * An answer without such a list stays as it is, to the byte, as does one that is no JSON after all. Newtonsoft reads a text
 * that looks like a date as one, and writes it differently: a character for private use stands in front of it meanwhile.
 */
const withText = statements`var text = context.Response.Body?.As<string>(preserveContent: true) ?? ""; try { var body = JToken.Parse(Regex.Replace(text, "\"(?=[0-9]{4}-|/Date|\\\\/Date)", "\"\uE000")) as JObject; var lists = body.SelectTokens("$.choices[*].message.content").Concat(body.SelectTokens("$.messages[*].content")).OfType<JArray>().ToList(); if (lists.Count == 0) { return text; } lists.ForEach(it => it.Replace(new JValue(string.Concat(it.OfType<JObject>().Where(part => (string)part["type"] != "reasoning").Select(part => ((string)part["text"] ?? "").TrimStart('\uE000')))))); return body.ToString(Formatting.None).Replace("\"\uE000", "\""); } catch (Exception) { return text; }`;

import { invalidFields } from "../kernel/armError";
import { arrayOf, Field, flag, objectOf, oneOf, required, text, whole } from "../kernel/fields";
import { loggerOf } from "./loggers";
import { type ArmRequest, Draft, ResourceType } from "../kernel/resourceType";

const masked = arrayOf(objectOf({ value: text(256, 1), mode: oneOf("Mask", "Hide") }));

const message: Field = objectOf({
    headers: arrayOf(text(256, 1)),
    body: objectOf({ bytes: whole(0, 8192) }),
    dataMasking: objectOf({ headers: masked, queryParams: masked }),
});

/** The version whose diagnostics keep messages of language models. */
const llmVersion = "2025-09-01-preview";

/** LLMMessageDiagnosticSettings of the specification. */
const messages: Field = objectOf({ messages: oneOf("all"), maxSizeInBytes: whole(1, 262_144) });

const direction: Field = objectOf({ request: message, response: message });

/** Which type of logger a diagnostic of a name takes. */
const loggerTypes: Readonly<Record<string, string>> = {
    applicationinsights: "applicationInsights",
    azuremonitor: "azureMonitor",
};

/** `diagnostics` of a service or of an API: what of its calls goes to a logger. */
export function diagnostics(parentType: string): ResourceType {
    return {
        type: `${parentType}/diagnostics`,
        label: "Diagnostic",
        name: {
            max: 80,
            pattern: /^(?:applicationinsights|azuremonitor)$/i,
            // Record diagnostic-name.
            message: "Diagnostic identifier should be one of 'applicationinsights', 'azuremonitor'.",
        },
        fields: {
            loggerId: required(text(2000, 1)),
            alwaysLog: oneOf("allErrors"),
            sampling: objectOf({
                samplingType: oneOf("fixed"),
                percentage: { type: "number", min: 0, max: 100, fraction: true },
            }),
            frontend: direction,
            backend: direction,
            logClientIp: flag,
            httpCorrelationProtocol: oneOf("None", "Legacy", "W3C"),
            verbosity: oneOf("verbose", "information", "error"),
            operationNameFormat: oneOf("Name", "Url"),
            metrics: flag,
            largeLanguageModel: objectOf({
                logs: oneOf("enabled", "disabled"),
                requests: messages,
                responses: messages,
            }),
        },
        show: ({ properties: { largeLanguageModel, ...others } }, { query }) =>
            largeLanguageModel !== undefined && query.get("api-version") === llmVersion
                ? { ...others, largeLanguageModel }
                : others,
        prepare: prepareDiagnostic,
    };
}

/** Records diagnostic-logger-is-there, diagnostic-logger-type. */
function prepareDiagnostic({ plane, service, entity, sent, request }: Draft): void {
    const { properties } = entity;
    if (sent.largeLanguageModel !== undefined) checkMessages(entity.name, request);
    const logger = loggerOf(plane, service, String(properties.loggerId));
    if (!logger) throw invalidFields({ target: "loggerId", message: "Logger not found." });
    const wanted = loggerTypes[entity.name.toLowerCase()];
    if (logger.properties.loggerType !== wanted) {
        const reason = `The diagnostic '${entity.name}' needs a logger of the type '${wanted}'.`;
        throw invalidFields({ target: "loggerId", message: reason });
    }
    properties.loggerId = logger.id;
}

/** Record llm-log-by-version. */
function checkMessages(name: string, { query }: ArmRequest): void {
    const target = "largeLanguageModel";
    if (query.get("api-version") !== llmVersion) {
        throw invalidFields({ target, message: "Could not find member 'largeLanguageModel'." });
    }
    if (name.toLowerCase() !== "azuremonitor") {
        throw invalidFields({ target, message: "Only the diagnostic 'azuremonitor' keeps messages." });
    }
}

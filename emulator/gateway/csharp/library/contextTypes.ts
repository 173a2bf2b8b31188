import { ArrayValue, DictionaryValue, Sequence } from "../collections";
import type {
    ApiContext,
    BodyContext,
    NamedContext,
    OperationContext,
    PolicyContext,
    RequestContext,
    ResponseContext,
    UserContext,
} from "../policyContext";
import type { TypeTable } from "../signatures";
import type { UrlContext } from "../urls";
import { DateTime, Guid, TimeSpan } from "../times";
import { typeNamed } from "../typeRegistry";
import type { Type } from "../types";
import { argument, type Value } from "../values";
import { jsonBody } from "./bodies";
import { claimValues, headers, parameters, query, texted, TokenValue, variableOr, Variables } from "./contextValues";
import { texts } from "./text";

/** `context` and what it holds. */

const interfaces = "Context";

function named(name: string, members: TypeTable["members"] = {}): TypeTable {
    return {
        name: `${interfaces}.${name}`,
        kind: "interface",
        members: {
            "string Id": ({ id }: NamedContext) => id,
            "string Name": (self: NamedContext) => self.name,
            ...members,
        },
    };
}

const orNull = (value: string | null | undefined): string | null => value ?? null;

/** What `context` is in a policy expression, by the documentation of API Management. */
export const contextTypes: readonly TypeTable[] = [
    {
        name: `${interfaces}.IProxyRequestContext`,
        kind: "interface",
        members: {
            "IApi Api": ({ api }: PolicyContext) => api,
            "IOperation Operation": ({ operation }: PolicyContext) => operation,
            "IProduct Product": ({ product }: PolicyContext) => product,
            "ISubscription Subscription": ({ subscription }: PolicyContext) => subscription,
            "IUser User": ({ user }: PolicyContext) => user,
            "IDeployment Deployment": ({ deployment }: PolicyContext) => deployment,
            "ILastError LastError": ({ lastError }: PolicyContext) => lastError,
            "IRequest Request": ({ request }: PolicyContext) => request,
            "IResponse Response": ({ response }: PolicyContext) => response,
            "ContextVariables Variables": ({ variables }: PolicyContext) => new Variables(variables),
            "Guid RequestId": ({ requestId }: PolicyContext) => Guid.parse(requestId) ?? Guid.empty,
            "DateTime Timestamp": ({ timestamp }: PolicyContext) => DateTime.fromUnix(timestamp),
            "TimeSpan Elapsed": ({ elapsed }: PolicyContext) => TimeSpan.of(elapsed, 10_000n),
            "bool Tracing": () => false,
        },
        missing: "Trace Workspace GraphQL CurrentTracing",
    },
    named("IApi", {
        "string Path": ({ path }: ApiContext) => path,
        "string Revision": ({ revision }: ApiContext) => revision,
        "string Version": ({ version }: ApiContext) => orNull(version),
        "bool IsCurrentRevision": ({ isCurrentRevision }: ApiContext) => isCurrentRevision,
    }),
    named("IOperation", {
        "string Method": ({ method }: OperationContext) => method,
        "string UrlTemplate": ({ urlTemplate }: OperationContext) => urlTemplate,
    }),
    named("IProduct"),
    named("IGroup"),
    named("ISubscription", { "string Key": ({ key }: NonNullable<PolicyContext["subscription"]>) => key }),
    {
        name: `${interfaces}.IUser`,
        kind: "interface",
        members: {
            "string Id": ({ id }: UserContext) => id,
            "string Email": ({ email }: UserContext) => email,
            "string FirstName": ({ firstName }: UserContext) => firstName,
            "string LastName": ({ lastName }: UserContext) => lastName,
            "IEnumerable<IGroup> Groups": ({ groups }: UserContext) => {
                if (!groups) throw new Error("The emulator does not tell the groups of a user.");
                return new Sequence(typeNamed("IGroup"), () => groups.values());
            },
        },
        missing: "Identities Note RegistrationDate",
    },
    {
        name: `${interfaces}.IDeployment`,
        kind: "interface",
        members: {
            "string GatewayId": ({ gatewayId }: PolicyContext["deployment"]) => gatewayId,
            "string Region": ({ region }: PolicyContext["deployment"]) => region,
            "string ServiceId": ({ serviceId }: PolicyContext["deployment"]) => serviceId,
            "string ServiceName": ({ serviceName }: PolicyContext["deployment"]) => serviceName,
        },
        missing: "Certificates Gateway SustainabilityInfo",
    },
    {
        name: `${interfaces}.ILastError`,
        kind: "interface",
        members: Object.fromEntries(
            (["Source", "Reason", "Message", "Scope", "Section", "Path", "PolicyId"] as const).map((name) => {
                const key = (name[0]!.toLowerCase() + name.slice(1)) as keyof NonNullable<PolicyContext["lastError"]>;
                return [`string ${name}`, (error: NonNullable<PolicyContext["lastError"]>) => orNull(error[key])];
            }),
        ),
    },
    {
        name: `${interfaces}.IRequest`,
        kind: "interface",
        members: {
            "string Method": ({ method }: RequestContext) => method,
            "string IpAddress": ({ ipAddress }: RequestContext) => ipAddress,
            "IReadOnlyDictionary<string, string[]> Headers": (self: RequestContext) => headers(self.headers),
            "IMessageBody Body": ({ body }: RequestContext) => body,
            "IUrl Url": ({ url }: RequestContext) => url,
            "IUrl OriginalUrl": ({ originalUrl }: RequestContext) => originalUrl,
            "IReadOnlyDictionary<string, string> MatchedParameters": (self: RequestContext) =>
                parameters(self.matchedParameters),
        },
        missing: "Certificate PrivateEndpointConnection Foundry",
    },
    {
        name: `${interfaces}.IResponse`,
        kind: "interface",
        members: {
            "int StatusCode": ({ status }: ResponseContext) => status,
            "string StatusReason": ({ reason }: ResponseContext) => reason,
            "IReadOnlyDictionary<string, string[]> Headers": (self: ResponseContext) => headers(self.headers),
            "IMessageBody Body": ({ body }: ResponseContext) => body,
        },
    },
    {
        name: `${interfaces}.IUrl`,
        kind: "interface",
        members: {
            "string Host": ({ host }: UrlContext) => host,
            "string Path": ({ path }: UrlContext) => path,
            "int Port": ({ port }: UrlContext) => port,
            "string Scheme": ({ scheme }: UrlContext) => scheme,
            "string QueryString": (url: UrlContext) => url.query,
            "IReadOnlyDictionary<string, string[]> Query": (url: UrlContext) => query(url.query),
        },
        missing: "ToString",
    },
    {
        name: `${interfaces}.IMessageBody`,
        kind: "interface",
        members: {
            "T As<T>(bool preserveContent = false)": (self: BodyContext, preserve: boolean, type: Type) => {
                const value = jsonBody(self.read(), type);
                if (!preserve) self.take();
                return value;
            },
        },
        missing: "AsFormUrlEncodedContent",
    },
    {
        name: `${interfaces}.ContextVariables`,
        kind: "interface",
        bases: ["IReadOnlyCollection<KeyValuePair<string, object>>"],
        members: {
            "object this[string name]": ({ values }: Variables, name: string) => values.get(argument(name)) ?? null,
            "bool ContainsKey(string name)": ({ values }: Variables, name: string) => values.has(argument(name)),
            "bool TryGetValue(string name, out object value)": (
                { values }: Variables,
                name: string,
                result: { value: Value },
            ) => {
                result.value = values.get(argument(name)) ?? null;
                return values.has(name);
            },
            "T GetValueOrDefault<T>(string name)": (self: Variables, name: string, type: Type) =>
                variableOr(self, name, zero(type), type),
            "T GetValueOrDefault<T>(string name, T byDefault)": (
                self: Variables,
                name: string,
                byDefault: Value,
                type: Type,
            ) => variableOr(self, name, byDefault, type),
            "IEnumerable<string> Keys": ({ values }: Variables) =>
                new Sequence(typeNamed("String"), () => values.keys()),
            "IEnumerable<object> Values": ({ values }: Variables) =>
                new Sequence(typeNamed("Object"), () => values.values()),
        },
    },
    {
        name: `${interfaces}.ContextExtensions`,
        kind: "static",
        members: {
            "string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> values, string name, string byDefault)":
                (values: DictionaryValue, name: string, byDefault: string | null) => {
                    const found = argument(values).get(name);
                    return found ? (found.value as ArrayValue).items.join(",") : byDefault;
                },
            "T GetValueOrDefault<T>(this IReadOnlyDictionary<string, T> values, string name, T byDefault)": (
                values: DictionaryValue,
                name: string,
                byDefault: Value,
            ) => {
                const found = argument(values).get(name);
                return found ? found.value : byDefault;
            },
        },
    },
    {
        name: `${interfaces}.Jwt`,
        kind: "class",
        members: {
            "string Id": ({ payload }: TokenValue) => text(payload, "jti"),
            "string Issuer": ({ payload }: TokenValue) => text(payload, "iss"),
            "string Subject": ({ payload }: TokenValue) => text(payload, "sub"),
            "IEnumerable<string> Audiences": ({ payload }: TokenValue) => texts(claimValues(payload.aud)),
            "DateTime? ExpirationTime": ({ payload }: TokenValue) => time(payload.exp),
            "DateTime? NotBefore": ({ payload }: TokenValue) => time(payload.nbf),
            "IReadOnlyDictionary<string, string[]> Claims": ({ payload }: TokenValue) =>
                texted(Object.entries(payload).map(([name, value]) => [name, claimValues(value)] as const)),
        },
        missing: "Algorithm Type",
    },
];

function text(payload: TokenValue["payload"], name: string): string | null {
    return typeof payload[name] === "string" ? payload[name] : null;
}

function time(value: unknown): DateTime | null {
    return typeof value === "number" ? DateTime.fromUnix(value * 1000) : null;
}

function zero(type: Type): Value {
    return type.def.kind === "struct" && type.def.name !== "System.Nullable" ? (type.def.zero ?? null) : null;
}

import { features } from "../gateway/tiers";
import type { EndpointFacts, GatewayCredential } from "./apiFeature";
import { cacheLookupValue, cacheRemoveValue, cacheStoreValue } from "./cachePolicies";
import { retry, setVariable, when } from "./controlPolicies";
import { returnError } from "./errors";
import { gatewayRefusals } from "./credentialPolicies";
import { setHeader } from "./headerPolicies";
import type { PolicyElement } from "./policyElement";
import { expression, NamedValue, Variable } from "./policyText";
import { sendPost } from "./requestPolicies";

/** Where tokens come from, for whom, and where they are cached. */
export interface OAuthPoliciesArgs {
    /** The workspace's origin, whose `/oidc/v1/token` gives the tokens. */
    readonly origin: string;
    /** Under which the token is cached; another for each principal and each endpoint with tokens of its own. */
    readonly cacheKey: string;
    /** Display names of the named values with the service principal's client id and secret. */
    readonly clientId: string;
    readonly clientSecret: string;
    /** What the token is for, where an endpoint asks for tokens of its own. @default the whole workspace */
    readonly authorizationDetails?: string;
}

/** How long the workspace may take for a token, in seconds. */
const fetchTimeout = 10;

/**
 * How long the mark of a fetch lives, in seconds: longer than a fetch, so that a slow one stays the only one, and shorter
 * than calls wait, so that one of them takes over from a call that ended without removing its mark.
 */
const markSeconds = 15;

/** How often a call looks for the token that another call fetches, once a second. */
const looks = 20;

const token = new Variable("databricks-token");
const renewed = new Variable("databricks-token-renewed");
const refused = new Variable("databricks-token-refused");
/** Whether some call fetches a token, by the mark in the cache: `no` or `yes`. */
const fetching = new Variable("databricks-token-fetching");
/** Whether this call fetches: `no`, `now`, or `done`, be it with a token or without. */
const fetched = new Variable("databricks-token-fetched");
const response = new Variable("databricks-token-response");

/**
 * The gateway calls with an OAuth token of a service principal, which it fetches itself, keeps until shortly before it
 * ends, and fetches once more where the workspace no longer takes it.
 */
export function oauthCredential(argsOf: (facts: EndpointFacts) => OAuthPoliciesArgs): GatewayCredential {
    return {
        policies: (facts) => ({ ...oauthPolicies(argsOf(facts)), outbound: gatewayRefusals }),
        requires: [{ setting: "serving-gateway:credential.oauthM2M", feature: features.internalCache }],
    };
}

function oauthPolicies(args: OAuthPoliciesArgs) {
    const isRefused = expression`context.Variables.GetValueOrDefault<bool>("${refused}", false)`;
    const look = setVariable(refused, tokenIsRefused);
    return {
        inbound: [cacheLookupValue(args.cacheKey, token), ...obtain(token, args), authorization(token)],
        renewal: {
            around: (call: PolicyElement) =>
                retry(isRefused, { count: 1, interval: 0 }, [
                    when(isRefused, [
                        cacheRemoveValue(args.cacheKey),
                        ...obtain(renewed, args),
                        authorization(renewed),
                    ]),
                    call,
                    look,
                ]),
            afterwards: [look, when(isRefused, [cacheRemoveValue(args.cacheKey)])],
        },
        failures: [
            when(expression`context.Variables.GetValueOrDefault<string>("${fetched}", "") == "now"`, [
                cacheRemoveValue(markOf(args)),
                unavailable,
            ]),
        ],
    };
}

/**
 * 401, or a 403 whose words are about the token: workspaces have used both for one that has ended. A 403 about permissions
 * stays what it is. Only the body of a 403 is read, so that answers that come piece by piece are not held back.
 */
const tokenIsRefused = expression`context.Response != null && (context.Response.StatusCode == 401 || context.Response.StatusCode == 403 && Regex.IsMatch(context.Response.Body?.As<string>(preserveContent: true) ?? "", "(invalid|expired)( \\w+)? (token|jwt)|(token|jwt)( \\w+){0,2} (invalid|expired)", RegexOptions.IgnoreCase))`;

function authorization(variable: Variable): PolicyElement {
    return setHeader("Authorization", expression`"Bearer " + (string)context.Variables["${variable}"]`);
}

function markOf({ cacheKey }: OAuthPoliciesArgs): string {
    return `${cacheKey}-fetching`;
}

/**
 * Fills the variable, unless the cache did already, or answers the call. Whoever sets the mark fetches, the others look
 * again each second: under load the workspace is asked once, and not by every call.
 */
function obtain(variable: Variable, args: OAuthPoliciesArgs): PolicyElement[] {
    // A variable that was never set is null, and so may be one that a lookup did not find.
    const isMissing = expression`string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("${variable}", ""))`;
    const missingAnd = (other: Variable) =>
        expression`string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("${variable}", "")) && context.Variables.GetValueOrDefault<string>("${other}", "") == "no"`;
    return [
        when(isMissing, [
            setVariable(fetched, "no"),
            retry(missingAnd(fetched), { count: looks, interval: 1 }, [
                // The mark first: should its owner be done in between, the token is there.
                cacheLookupValue(markOf(args), fetching, "no"),
                cacheLookupValue(args.cacheKey, variable),
                when(missingAnd(fetching), fetch(variable, args)),
            ]),
            when(isMissing, [unavailable]),
        ]),
    ];
}

function fetch(variable: Variable, args: OAuthPoliciesArgs): PolicyElement[] {
    const clientId = new NamedValue(args.clientId);
    const clientSecret = new NamedValue(args.clientSecret);
    const details = args.authorizationDetails;
    return [
        cacheStoreValue(markOf(args), "yes", markSeconds),
        setVariable(fetched, "now"),
        sendPost({
            url: `${args.origin}/oidc/v1/token`,
            headers: {
                "Content-Type": "application/x-www-form-urlencoded",
                Authorization: expression`"Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("${clientId}:${clientSecret}"))`,
            },
            body: new URLSearchParams({
                grant_type: "client_credentials",
                scope: "all-apis",
                ...(details && { authorization_details: details }),
            }).toString(),
            response,
            timeout: fetchTimeout,
        }),
        when(expression`context.Variables.GetValueOrDefault<IResponse>("${response}")?.StatusCode == 200`, [
            setVariable(variable, accessToken),
            when(expression`!string.IsNullOrEmpty(context.Variables.GetValueOrDefault<string>("${variable}", ""))`, [
                cacheStoreValue(args.cacheKey, expression`(string)context.Variables["${variable}"]`, lifetime),
            ]),
        ]),
        cacheRemoveValue(markOf(args)),
        setVariable(fetched, "done"),
    ];
}

/** Only a text is a token: C# would make one of a number, and of null an empty one. */
const accessToken = expression`(context.Variables.GetValueOrDefault<IResponse>("${response}").Body.As<JObject>(preserveContent: true)["access_token"] as JValue)?.Value as string ?? ""`;

/**
 * For how many seconds a token is cached: what it says itself, less the five minutes that a call may take, and no longer
 * than a day. A token of less than ten minutes keeps half of its time. One that does not say how long it lives, in whole
 * seconds, is cached for a minute: long enough for the calls that wait for it.
 */
const lifetime = expression`int.TryParse(context.Variables.GetValueOrDefault<IResponse>("${response}").Body.As<JObject>(preserveContent: true)["expires_in"]?.ToString(), out var seconds) && seconds > 0 ? Math.Min(86400, Math.Max(1 + seconds / 2, seconds - 300)) : 60`;

const unavailable = returnError(502, "Bad Gateway", "The service behind this API cannot be used at the moment.");

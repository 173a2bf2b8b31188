import { cacheLookupValue, cacheRemoveValue, cacheStoreValue } from "./cachePolicies";
import type { Renewal } from "./callPolicies";
import { retry, returnError, setVariable, when } from "./controlPolicies";
import { setHeader } from "./headerPolicies";
import type { PolicyElement } from "./policyElement";
import { expression, NamedValue, Variable } from "./policyText";
import { sendPost } from "./requestPolicies";

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

/** Databricks' tokens live one hour; a call may take five minutes. */
const cacheSeconds = 3300;

/** How long the workspace may take for a token, in seconds. The mark outlives it, so that a slow fetch stays the only one. */
const fetchTimeout = 20;

const token = new Variable("databricks-token");
const renewed = new Variable("databricks-token-renewed");
const fetching = new Variable("databricks-token-fetching");
const response = new Variable("databricks-token-response");

/**
 * The gateway calls with an OAuth token of a service principal, which it fetches itself, keeps for 55 minutes, and
 * fetches once more where the workspace no longer takes it.
 */
export function oauthPolicies(args: OAuthPoliciesArgs): { inbound: readonly PolicyElement[]; renewal: Renewal } {
    const refused = expression`context.Response != null && context.Response.StatusCode == 401`;
    return {
        inbound: [cacheLookupValue(args.cacheKey, token), ...obtain(token, args), authorization(token)],
        renewal: {
            around: (call) =>
                retry(refused, { count: 1, interval: 0 }, [
                    when(refused, [cacheRemoveValue(args.cacheKey), ...obtain(renewed, args), authorization(renewed)]),
                    call,
                ]),
            afterwards: [when(refused, [cacheRemoveValue(args.cacheKey)])],
        },
    };
}

function authorization(variable: Variable): PolicyElement {
    return setHeader("Authorization", expression`"Bearer " + (string)context.Variables["${variable}"]`);
}

/**
 * Fills the variable, unless the cache did already. Whoever sets the mark fetches, the others look again each second:
 * under load the workspace is asked once, and not by every call. The mark ends by itself, should its owner fail.
 */
function obtain(variable: Variable, args: OAuthPoliciesArgs): PolicyElement[] {
    const mark = `${args.cacheKey}-fetching`;
    const isMissing = expression`!context.Variables.ContainsKey("${variable}")`;
    const isMine = expression`!context.Variables.ContainsKey("${variable}") && context.Variables.GetValueOrDefault<string>("${fetching}", "") == ""`;
    return [
        when(isMissing, [
            retry(isMissing, { count: 20, interval: 1 }, [
                // The mark first: should its owner be done in between, the token is there.
                cacheLookupValue(mark, fetching, ""),
                cacheLookupValue(args.cacheKey, variable),
                when(isMine, [cacheStoreValue(mark, "yes", fetchTimeout + 5), ...fetch(variable, mark, args)]),
            ]),
        ]),
        when(isMissing, [unavailable]),
    ];
}

function fetch(variable: Variable, mark: string, args: OAuthPoliciesArgs): PolicyElement[] {
    const clientId = new NamedValue(args.clientId);
    const clientSecret = new NamedValue(args.clientSecret);
    const details = args.authorizationDetails;
    return [
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
        when(expression`context.Variables.GetValueOrDefault<IResponse>("${response}")?.StatusCode != 200`, [
            cacheRemoveValue(mark),
            unavailable,
        ]),
        setVariable(
            variable,
            expression`(string)context.Variables.GetValueOrDefault<IResponse>("${response}").Body.As<JObject>()["access_token"]`,
        ),
        cacheStoreValue(args.cacheKey, expression`(string)context.Variables["${variable}"]`, cacheSeconds),
        cacheRemoveValue(mark),
    ];
}

const unavailable = returnError(502, "Bad Gateway", "The service behind this API cannot be used at the moment.");

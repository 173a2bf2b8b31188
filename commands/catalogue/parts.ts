import type { CallersNeeds } from "../../transforms/publication/callers/callersFacts";
import type { ClientCode } from "./clientCode";
import type { Change } from "./history";
import { type Child, type Html, markup, Target } from "./markup";
import type { OfferedProduct } from "./offer";

/** Whom callers ask, as the command was told. Undefined where it was not. */
export type Contact = string | undefined;

/** Text of a model or of a setting as paragraphs. Markdown in it stays as it was written, and no link in it can be opened. */
export function prose(text: string): Child {
    return plain(text)
        .split(/\n\s*\n/)
        .map((paragraph) => paragraph.trim())
        .filter(Boolean)
        .map((paragraph) => markup`<p>${paragraph}</p>`);
}

/** The first words of a text, in one line. */
export function excerpt(text: string, most: number): string {
    const line = plain(text).replace(/\s+/g, " ").trim();
    const characters = [...line];
    return characters.length <= most
        ? line
        : `${characters
              .slice(0, most - 1)
              .join("")
              .trimEnd()}…`;
}

/** The developer portal renders Markdown, for which published texts have `<` as a reference. */
function plain(text: string): string {
    return text.replaceAll("&lt;", "<");
}

/** Text to copy. It can be scrolled with the keyboard. */
export function code(text: string, label: string): Html {
    return markup`<pre tabindex="0" role="region" aria-label="${label}"><code>${text}</code></pre>`;
}

/** Code for clients, the first of which is shown. */
export function clients(all: readonly ClientCode[]): Child {
    return all.map(({ client, code: text }, index) =>
        index === 0
            ? markup`<details open><summary>${client}</summary>${code(text, client)}</details>`
            : markup`<details><summary>${client}</summary>${code(text, client)}</details>`,
    );
}

/** Names with `and` before the last one. */
export function listed(names: readonly string[]): string {
    return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

/** Who a product is for, in words. */
export function audience({ groups, isPublished }: OfferedProduct): string {
    if (isPublished === undefined) return "The service has this product apart from this stack.";
    if (!isPublished) return "Not shown in the developer portal. Its keys are handed out.";
    const all = ["administrators", ...groups.filter((name) => name !== "administrators")];
    return `For ${listed(all)}.`;
}

/** How callers get a key of a product. */
export function howToSubscribe(
    { isPublished, approval, groups }: OfferedProduct,
    contact: Contact,
    stack: string,
): Child {
    if (!isPublished || groups.length === 0) return markup`<p>${ask("a key", contact, stack)}</p>`;
    const approved = approval ? " An administrator approves each subscription." : "";
    return markup`<p>Subscribe in the developer portal of the service.${approved} Without an account there: ${ask("a key", contact, stack)}</p>`;
}

/** Whom to ask for something. */
export function ask(what: string, contact: Contact, stack: string): Child {
    if (contact === undefined) return `Ask the team that runs the stack ${stack} for ${what}.`;
    const target = Target.outside(/^[^\s@:/]+@[^\s@:/]+$/.test(contact) ? `mailto:${contact}` : contact);
    return markup`Ask ${target ? markup`<a href="${target}">${contact}</a>` : contact} for ${what}.`;
}

/** How callers get a token, where they need one. */
export function howToGetToken({ token }: CallersNeeds): Child {
    if (!token) return undefined;
    const [resource, words] =
        token.issuer === "entra"
            ? [
                  token.audiences[0]!,
                  `A token of Microsoft Entra, tenant ${token.tenantId}, for ${listed(token.audiences)}:`,
              ]
            : // Databricks' own application, in every tenant.
              ["2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", "A token of the Databricks workspace:"];
    const command = `export TOKEN=$(az account get-access-token --resource '${resource.replaceAll("'", "'\\''")}' --query accessToken -o tsv)`;
    return markup`<p>${words}</p>${code(command, "How to get a token")}`;
}

/** Changes of one kind and day that are shown. */
const mostDetails = 20;

/** What changed for callers, the last change first. */
export function changesList(changes: readonly Change[]): Child {
    return changes.map(
        ({ on, breaking, compatible }) => markup`<h3>${on ?? "Day unknown"}</h3>
${details("Breaks callers", breaking, "bad")}${details("Compatible", compatible, "quiet")}`,
    );
}

function details(title: string, all: readonly string[], kind: "bad" | "quiet"): Child {
    if (all.length === 0) return undefined;
    const shown = all.slice(0, mostDetails).map((detail) => markup`<li>${detail}</li>`);
    const more = all.length > mostDetails && markup`<li>and ${all.length - mostDetails} more</li>`;
    return markup`<p class="${kind}">${title}</p><ul>${shown}${more}</ul>`;
}

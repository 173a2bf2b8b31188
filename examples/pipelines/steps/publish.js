/**
 * Publishes a text where reviewers see it, once for each stack: the next run updates it.
 *
 *     node publish.js comment FILE    a comment on the pull request
 *     node publish.js issue FILE      an issue, or a work item; without the file, the open one is closed or told so
 */
const { existsSync, readFileSync } = require("node:fs");

/** The variable's value. A missing one ends the step with its name. */
function needed(name) {
    const value = process.env[name];
    if (!value) throw new Error(`the variable ${name} is not set`);
    return value;
}

/** A number that becomes a part of a URL. */
function number(name) {
    const value = needed(name);
    if (!/^\d+$/.test(value)) throw new Error(`the variable ${name} is no number`);
    return value;
}

async function call(method, url, headers, body) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url, { method, headers: { "content-type": "application/json", ...headers }, ...sent });
    if (!response.ok)
        throw new Error(
            `${method} ${new URL(url).pathname} was answered ${response.status}. Check the job's permissions`,
        );
    return response.json();
}

function gitHub(stack) {
    const root = `${needed("GITHUB_API_URL")}/repos/${needed("GITHUB_REPOSITORY")}`;
    const headers = { authorization: `Bearer ${needed("GITHUB_TOKEN")}`, accept: "application/vnd.github+json" };
    const own = ({ user }) => user?.login === "github-actions[bot]";
    const send = (method, path, body) => call(method, root + path, headers, body);
    const find = async (path, isIt) => {
        for (let page = 1; ; page++) {
            const all = await send("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
            const found = all.find((each) => own(each) && isIt(each));
            if (found || all.length < 100) return found;
        }
    };
    return {
        async comment(text) {
            const mark = `<!-- serving-gateway preview ${stack} -->`;
            const comments = `/issues/${number("PULL_REQUEST")}/comments`;
            const found = await find(comments, ({ body }) => body.startsWith(mark));
            const body = { body: `${mark}\n### Preview of ${stack}\n\n${text}` };
            await (found ? send("PATCH", `/issues/comments/${found.id}`, body) : send("POST", comments, body));
        },
        async issue(text) {
            const title = `Drift of stack ${stack}`;
            const found = await find("/issues?state=open", (each) => each.title === title && !each.pull_request);
            if (text === undefined) {
                if (found) await send("PATCH", `/issues/${found.number}`, { state: "closed" });
            } else if (found) await send("PATCH", `/issues/${found.number}`, { body: text });
            else await send("POST", "/issues", { title, body: text });
        },
    };
}

function azureDevOps(stack) {
    const project = `${needed("SYSTEM_COLLECTIONURI")}${encodeURIComponent(needed("SYSTEM_TEAMPROJECT"))}/_apis`;
    const headers = { authorization: `Bearer ${needed("SYSTEM_ACCESSTOKEN")}` };
    const send = (method, path, body, more = {}) =>
        call(method, `${project}${path}?api-version=7.1`, { ...headers, ...more }, body);
    return {
        async comment(text) {
            const mark = `[serving-gateway preview ${stack}]: #`;
            const repository = encodeURIComponent(needed("BUILD_REPOSITORY_ID"));
            const threads = `/git/repositories/${repository}/pullRequests/${number("SYSTEM_PULLREQUEST_PULLREQUESTID")}/threads`;
            const { value } = await send("GET", threads);
            const found = value.find(({ isDeleted, comments }) => !isDeleted && comments[0]?.content?.startsWith(mark));
            const content = `${mark}\n\n### Preview of ${stack}\n\n${text}`;
            if (found) await send("PATCH", `${threads}/${found.id}/comments/${found.comments[0].id}`, { content });
            else
                await send("POST", threads, {
                    comments: [{ parentCommentId: 0, content, commentType: "text" }],
                    status: "closed",
                });
        },
        async issue(text) {
            const title = `Drift of stack ${stack}`;
            const ended = "('Closed', 'Done', 'Resolved', 'Removed')";
            const query =
                `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Title] = '${title}' ` +
                `AND [System.Tags] CONTAINS 'serving-gateway' AND [System.State] NOT IN ${ended}`;
            const { workItems } = await send("POST", "/wit/wiql", { query });
            const [found] = workItems;
            // States differ by process: people close the work item.
            const shown = text ?? "No drift any more.";
            const add = (field, value) => ({ op: "add", path: `/fields/${field}`, value });
            const html = `<pre>${shown.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</pre>`;
            const patch = { "content-type": "application/json-patch+json" };
            if (found) await send("PATCH", `/wit/workitems/${found.id}`, [add("System.Description", html)], patch);
            else if (text !== undefined) {
                const type = encodeURIComponent(process.env.WORK_ITEM_TYPE || "Issue");
                const fields = [
                    add("System.Title", title),
                    add("System.Tags", "serving-gateway"),
                    add("System.Description", html),
                ];
                await send("POST", `/wit/workitems/$${type}`, fields, patch);
            }
        },
    };
}

async function main([kind, file]) {
    const stack = needed("STACK");
    if (!/^[\w./-]+$/.test(stack)) throw new Error("the variable STACK is no stack's name");
    const place = process.env.TF_BUILD ? azureDevOps(stack) : gitHub(stack);
    const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (kind === "comment" && text === undefined) throw new Error(`${file} is not there: the step before did not end`);
    await place[kind](text);
}

main(process.argv.slice(2)).catch((error) => {
    console.error(`error: publish.js: ${error.message}.`);
    process.exitCode = 1;
});

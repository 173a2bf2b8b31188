import { label, text } from "./schema";
import { setting } from "./setting";

export const path = setting({
    schema: text("the path under the gateway's host, e.g. models/churn")
        .regex(
            /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/,
            "must be path segments of letters, digits and . _ ~ - joined by single slashes, without one at either end, e.g. models/churn",
        )
        .max(400, "must not be longer than 400 characters"),
    at: ["endpoint"],
    words:
        "The path under the gateway's host that callers use. The default is the endpoint's name. Several endpoints can share " +
        "a path if their versions differ.",
    example: "models/churn",
});

export const displayName = setting({
    schema: label("the name that the catalogue shows", 300),
    at: ["endpoint"],
    words: "The name that the catalogue shows. The default is the endpoint's name.",
    example: "Churn",
});

export const description = setting({
    schema: label("the description that the catalogue shows", 1000),
    at: ["endpoint"],
    words:
        "The description that the catalogue shows. The default is the endpoint's own. The catalogue adds what the workspace " +
        "says of the endpoint: task, models, owner and tags.",
    example: "Predicts which customers leave.",
});

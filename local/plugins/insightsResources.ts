import { type ArmResource, child, RESOURCE_GROUP } from "./armResource";

const INSIGHTS = `${RESOURCE_GROUP}/providers/Microsoft.Insights`;

/** Application Insights; the stand-in only reads it. REST's names are partly in Pascal case (2020-02-02). */
export const COMPONENT: ArmResource = child(`${INSIGHTS}/components/{resourceName}`, [], {
    apiVersion: "2020-02-02",
    envelope: ["etag", "kind", "location", "tags"],
    renames: {
        appId: "AppId",
        applicationId: "ApplicationId",
        applicationType: "Application_Type",
        connectionString: "ConnectionString",
        creationDate: "CreationDate",
        disableIpMasking: "DisableIpMasking",
        disableLocalAuth: "DisableLocalAuth",
        flowType: "Flow_Type",
        forceCustomerStorageForProfiler: "ForceCustomerStorageForProfiler",
        hockeyAppId: "HockeyAppId",
        hockeyAppToken: "HockeyAppToken",
        immediatePurgeDataOn30Days: "ImmediatePurgeDataOn30Days",
        ingestionMode: "IngestionMode",
        instrumentationKey: "InstrumentationKey",
        laMigrationDate: "LaMigrationDate",
        privateLinkScopedResources: "PrivateLinkScopedResources",
        requestSource: "Request_Source",
        retentionInDays: "RetentionInDays",
        samplingPercentage: "SamplingPercentage",
        tenantId: "TenantId",
        workspaceResourceId: "WorkspaceResourceId",
    },
    autoName: "random",
});

/** The resources of Application Insights that the stand-in knows, by their type. */
export const INSIGHTS_RESOURCES: Readonly<Record<string, ArmResource>> = {
    "azure-native:applicationinsights:Workbook": child(
        `${INSIGHTS}/workbooks/{resourceName}`,
        ["category", "description", "displayName", "serializedData", "sourceId", "storageUri", "version"],
        {
            apiVersion: "2023-06-01",
            envelope: ["identity", "kind", "location", "tags"],
            required: ["category", "displayName", "serializedData"],
            // A GET shows the content only where it is asked for, by `canFetchContent`; azure-native does not ask.
            writeOnly: ["serializedData"],
            forceNew: ["location"],
            autoName: "random",
        },
    ),
    "azure-native:monitor:ScheduledQueryRule": child(
        `${INSIGHTS}/scheduledQueryRules/{ruleName}`,
        [
            "actions",
            "autoMitigate",
            "checkWorkspaceAlertsStorageConfigured",
            "criteria",
            "description",
            "displayName",
            "enabled",
            "evaluationFrequency",
            "muteActionsDuration",
            "overrideQueryTimeRange",
            "resolveConfiguration",
            "scopes",
            "severity",
            "skipQueryValidation",
            "targetResourceTypes",
            "windowSize",
        ],
        {
            apiVersion: "2025-01-01-preview",
            envelope: ["identity", "kind", "location", "tags"],
            forceNew: ["location"],
            autoName: "random",
        },
    ),
    "azure-native:monitor:ActionGroup": child(
        `${INSIGHTS}/actionGroups/{actionGroupName}`,
        [
            "armRoleReceivers",
            "automationRunbookReceivers",
            "azureAppPushReceivers",
            "azureFunctionReceivers",
            "emailReceivers",
            "enabled",
            "eventHubReceivers",
            "groupShortName",
            "incidentReceivers",
            "itsmReceivers",
            "logicAppReceivers",
            "smsReceivers",
            "voiceReceivers",
            "webhookReceivers",
        ],
        {
            apiVersion: "2024-10-01-preview",
            envelope: ["identity", "location", "tags"],
            required: ["enabled", "groupShortName"],
            forceNew: ["location"],
            defaults: { enabled: true },
            autoName: "random",
        },
    ),
};

package dev.locum.gateway.check.view;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.namespace.v1.NamespaceConfig;
import dev.locum.temporalapi.namespace.v1.NamespaceInfo;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceResponse;

/**
 * DescribeNamespace. SDKs read from it what they may use; so it says what is let through here.
 * Among many tenants it says no more than that: the id of the namespace is part of every task token
 * that could be forged.
 */
public final class NamespaceRules implements MethodRules<Message, DescribeNamespaceResponse> {

  @Override
  public ResponseVerdict response(
      Call call, RequestVerdict.Forward forwarded, DescribeNamespaceResponse response) {
    DescribeNamespaceResponse.Builder told =
        call.isOneOfMany() ? shared(response) : response.toBuilder();
    if (told.getNamespaceInfo().hasCapabilities()) {
      told.getNamespaceInfoBuilder().setCapabilities(allowed(call, told.getNamespaceInfo()));
    }
    return MethodRules.deliver(told.build());
  }

  private static NamespaceInfo.Capabilities allowed(Call call, NamespaceInfo info) {
    NamespaceInfo.Capabilities told = info.getCapabilities();
    boolean startsEagerly = call.caller().hasTwoRoles() && call.asWorker().isPresent();
    return told.toBuilder()
        .setEagerWorkflowStart(told.getEagerWorkflowStart() && startsEagerly)
        .setStandaloneActivities(false)
        .setStandaloneActivityStartDelay(false)
        .setStandaloneActivityBatchOperations(false)
        .setStandaloneActivityOperatorCommands(false)
        .setStandaloneNexusOperation(false)
        .setWorkerCommands(false)
        .setWorkflowUpdateCallbacks(false)
        .build();
  }

  @SuppressWarnings("deprecation") // older servers and SDKs still speak it
  private static DescribeNamespaceResponse.Builder shared(DescribeNamespaceResponse response) {
    NamespaceInfo info = response.getNamespaceInfo();
    NamespaceInfo.Builder told =
        NamespaceInfo.newBuilder()
            .setName(info.getName())
            .setState(info.getState())
            .setSupportsSchedules(info.getSupportsSchedules());
    if (info.hasCapabilities()) {
      told.setCapabilities(info.getCapabilities());
    }
    if (info.hasLimits()) {
      told.setLimits(info.getLimits());
    }
    DescribeNamespaceResponse.Builder shared =
        DescribeNamespaceResponse.newBuilder()
            .setNamespaceInfo(told)
            .setIsGlobalNamespace(response.getIsGlobalNamespace())
            .addAllPollerGroupInfos(response.getPollerGroupInfosList());
    if (response.getConfig().hasWorkflowExecutionRetentionTtl()) {
      shared.setConfig(
          NamespaceConfig.newBuilder()
              .setWorkflowExecutionRetentionTtl(
                  response.getConfig().getWorkflowExecutionRetentionTtl()));
    }
    if (response.hasPollerGroupsInfo()) {
      shared.setPollerGroupsInfo(response.getPollerGroupsInfo());
    }
    return shared;
  }
}

package dev.locum.launcher.topology;

import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.ClientServiceGrpc.ClientServiceBlockingStub;
import dev.locum.protocol.admin.v1.PrivateKeyJwt;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.PutClientRequest;
import java.util.List;
import java.util.Map;

/** Two applications that users may log in through: examples/oauth-clients plays both. */
final class ExampleClients {

  /** Runs on the user's machine and keeps no secret. */
  static final String APP = "example-app";

  /** Runs on a server and proves itself with a key. */
  static final String SERVER = "example-server";

  private static final List<String> GRANTS =
      List.of(
          "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code");
  private static final List<String> SCOPES = List.of("openid", "profile", "work");

  private final ClientServiceBlockingStub clients;

  ExampleClients(ClientServiceBlockingStub clients) {
    this.clients = clients;
  }

  /** Puts both; putting them twice changes nothing. */
  void put(Map<String, String> keys) {
    put(client(APP, "Example app").setPublic(PublicClient.getDefaultInstance()));
    put(
        client(SERVER, "Example server")
            .setPrivateKeyJwt(
                PrivateKeyJwt.newBuilder().addPublicKeys(keys.getOrDefault(SERVER, ""))));
  }

  private static Client.Builder client(String id, String name) {
    return Client.newBuilder()
        .setId(id)
        .setName(name)
        .addRedirectUris("http://127.0.0.1/callback")
        .addAllGrants(GRANTS)
        .addAllScopes(SCOPES);
  }

  private void put(Client.Builder client) {
    clients.putClient(PutClientRequest.newBuilder().setClient(client).build());
  }
}

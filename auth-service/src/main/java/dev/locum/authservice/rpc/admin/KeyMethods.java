package dev.locum.authservice.rpc.admin;

import dev.locum.audit.AuditEventType;
import dev.locum.authservice.key.SealedKey;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.key.StoredKey;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.wire.KeyWire;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListKeysRequest;
import dev.locum.protocol.admin.v1.ListKeysResponse;
import dev.locum.protocol.admin.v1.RevokeKeyRequest;
import dev.locum.protocol.admin.v1.RevokeKeyResponse;
import dev.locum.protocol.admin.v1.RewrapKeysRequest;
import dev.locum.protocol.admin.v1.RewrapKeysResponse;
import dev.locum.protocol.admin.v1.RotateKeyRequest;
import dev.locum.protocol.admin.v1.RotateKeyResponse;
import dev.locum.protocol.admin.v1.SigningKey;
import dev.locum.token.jose.SigningAlgorithm;
import java.util.List;

/** The authority's signing keys. */
final class KeyMethods {

  private final SigningKeys keys;

  KeyMethods(Administration.Needs needs) {
    this.keys = needs.keys();
  }

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getRotateKeyMethod(), this::rotate)
        .answer(AdminServiceGrpc.getRevokeKeyMethod(), this::revoke, this::left)
        .change(AdminServiceGrpc.getRewrapKeysMethod(), this::rewrap)
        .view(AdminServiceGrpc.getListKeysMethod(), this::list);
  }

  private Change<RewrapKeysResponse> rewrap(RewrapKeysRequest request) {
    return Change.of(
        "signing keys sealed anew",
        (tx, event) -> RewrapKeysResponse.newBuilder().setRewrapped(keys.sealAnew(tx)).build());
  }

  private Change<RotateKeyResponse> rotate(RotateKeyRequest request) {
    String name = request.getAlgorithm().isEmpty() ? "ES256" : request.getAlgorithm();
    SigningAlgorithm algorithm =
        SigningAlgorithm.ofJoseName(name)
            .orElseThrow(() -> Wire.invalid("algorithm: expected ES256, Ed25519 or RS256"));
    SealedKey made = keys.make(algorithm);
    return Change.<RotateKeyResponse>of(
            "signing key",
            (tx, event) -> {
              StoredKey rotated = keys.rotate(tx, made);
              return RotateKeyResponse.newBuilder().setKey(KeyWire.toWire(rotated, true)).build();
            })
        .as(AuditEventType.KEY_ROTATED)
        .then(keys::reload);
  }

  private Change<RevokeKeyResponse> revoke(RevokeKeyRequest request) {
    String keyId = request.getKeyId();
    return Change.<RevokeKeyResponse>of(
            "signing key " + keyId,
            (tx, event) -> {
              keys.revoke(tx, keyId);
              return RevokeKeyResponse.getDefaultInstance();
            })
        .as(AuditEventType.KEY_REVOKED)
        .then(() -> keys.succeed(keyId));
  }

  /** Which keys are left is known once the change is committed. */
  private RevokeKeyResponse left(RevokeKeyResponse revoked) {
    return revoked.toBuilder().addAllKeys(published()).build();
  }

  private View<ListKeysResponse> list(ListKeysRequest request) {
    return View.of(tx -> ListKeysResponse.newBuilder().addAllKeys(published()).build());
  }

  private List<SigningKey> published() {
    return keys.published().stream().map(key -> KeyWire.toWire(key, keys.isCurrent(key))).toList();
  }
}

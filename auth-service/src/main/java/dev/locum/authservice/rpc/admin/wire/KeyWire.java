package dev.locum.authservice.rpc.admin.wire;

import dev.locum.authservice.key.StoredKey;
import dev.locum.authservice.rpc.Wire;
import dev.locum.protocol.admin.v1.SigningKey;

/** Signing keys on the wire. The domain types check the forms. */
public final class KeyWire {

  private KeyWire() {}

  public static SigningKey toWire(StoredKey key, boolean isCurrent) {
    SigningKey.Builder wire =
        SigningKey.newBuilder()
            .setKeyId(key.key().keyId())
            .setAlgorithm(key.algorithm().joseName())
            .setCurrent(isCurrent)
            .setCreatedAt(Wire.timestamp(key.createdAt()))
            .setActivatesAt(Wire.timestamp(key.activatesAt()));
    key.retiresAt().ifPresent(at -> wire.setRetiresAt(Wire.timestamp(at)));
    return wire.build();
  }
}

package dev.locum.authservice.diagnosis;

import dev.locum.authservice.client.RedirectUri;
import dev.locum.authservice.key.KeyEncryptionKey;
import dev.locum.authservice.key.SealedKeys;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.workload.Workloads;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is in the records that keeps somebody from working. */
final class RecordsDiagnosis {

  private static final String KEYS = "store.keys";
  private static final String OPERATOR = "store.operator";
  private static final String CLIENTS = "store.clients";
  private static final String WORKLOADS = "store.workloads";

  private RecordsDiagnosis() {}

  static List<Diagnosis> look(Transaction tx, AuthServiceSettings settings) {
    List<Diagnosis> found = new ArrayList<>();
    found.add(keys(tx, settings.keys()));
    found.add(
        Workloads.hasOperator(tx)
            ? Diagnosis.sound(OPERATOR, "there is one")
            : firstOperator(settings.bootstrap()));
    found.add(clients(tx));
    found.add(workloads(tx));
    return found;
  }

  /** Of a store that has none. */
  static Diagnosis firstOperator(AuthServiceSettings.Bootstrap bootstrap) {
    return bootstrap
        .operatorKeyFile()
        .map(file -> Diagnosis.sound(OPERATOR, "the next start makes one, its key in " + file))
        .orElseGet(() ->
            Diagnosis.wrong(
                OPERATOR,
                "there is none, and none is made",
                "Nobody can administer: set bootstrap.operatorKeyFile, and restart."));
  }

  /** Every auth service over a database needs what opens the keys in it. */
  private static Diagnosis keys(Transaction tx, AuthServiceSettings.Keys keys) {
    try {
      List<String> unopened = SealedKeys.unopened(tx, KeyEncryptionKey.seal(keys));
      return unopened.isEmpty()
          ? Diagnosis.sound(KEYS, "the key-encryption key opens every signing key")
          : Diagnosis.wrong(
              KEYS,
              "signing keys are sealed under another key-encryption key: "
                  + String.join(", ", unopened),
              "The auth service does not start. Put that key, which the other auth services over"
                  + " this database have, in keys or in keys.otherEncryptionKeys.");
    } catch (SettingsException e) {
      return Diagnosis.care(
          KEYS, "not looked at: the key-encryption key cannot be used", "See authService.keys.");
    }
  }

  private static Diagnosis clients(Transaction tx) {
    List<String> broken =
        tx
            .query(
                "SELECT id, redirect_uris, post_logout_redirect_uris FROM oauth_client ORDER BY id",
                RecordsDiagnosis::brokenAddresses)
            .stream()
            .flatMap(Optional::stream)
            .toList();
    if (!broken.isEmpty()) {
      return Diagnosis.wrong(
          CLIENTS,
          "redirect addresses that nobody may be sent to: " + String.join(", ", broken),
          "Whoever logs in through these is refused. Somebody else than Locum has written them:"
              + " `locum client put` anew, with https addresses.");
    }
    List<String> mute =
        ids(
            tx,
            "SELECT id FROM oauth_client WHERE method = 'client_secret_basic' AND id NOT IN"
                + " (SELECT client FROM client_secret) ORDER BY id");
    if (!mute.isEmpty()) {
      return Diagnosis.care(
          CLIENTS,
          "without a secret yet: " + String.join(", ", mute),
          "They cannot prove themselves: `locum client rotate-secret`.");
    }
    List<String> claimable =
        ids(
            tx,
            "SELECT id FROM oauth_client WHERE method <> 'none' AND (redirect_uris LIKE 'http:%' OR"
                + " redirect_uris LIKE '%\nhttp:%') ORDER BY id");
    return claimable.isEmpty()
        ? Diagnosis.sound(CLIENTS, "each may be sent where it says, and can prove itself")
        : Diagnosis.care(
            CLIENTS,
            "on users' machines, and yet with a credential: " + String.join(", ", claimable),
            "What is on loopback is on each user's machine, and so is the credential: make the"
                + " client public, or give it an https address. Development aside.");
  }

  private static Optional<String> brokenAddresses(Row row) {
    return Stream.concat(
                row.texts("redirect_uris").stream(),
                row.texts("post_logout_redirect_uris").stream())
            .allMatch(RecordsDiagnosis::isAccepted)
        ? Optional.empty()
        : Optional.of(row.text("id"));
  }

  private static boolean isAccepted(String address) {
    try {
      return !new RedirectUri(address).value().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Diagnosis workloads(Transaction tx) {
    List<String> mute =
        ids(
            tx,
            "SELECT id FROM workload WHERE NOT disabled AND public_keys = ''"
                + " AND id NOT IN (SELECT workload FROM workload_certificate)"
                + " AND id NOT IN (SELECT workload FROM api_key)"
                + " AND id NOT IN (SELECT workload FROM workload_spiffe_id) ORDER BY id");
    return mute.isEmpty()
        ? Diagnosis.sound(WORKLOADS, "each can prove itself")
        : Diagnosis.care(
            WORKLOADS,
            "without any credential: " + String.join(", ", mute),
            "They are let in nowhere: `locum workload put` with a key or a certificate, or"
                + " `issue-key`.");
  }

  private static List<String> ids(Transaction tx, String sql) {
    return tx.query(sql, row -> row.text("id"));
  }
}

package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.api.billing.v1.AddChargeRequest;
import dev.locum.carsharing.api.billing.v1.AddChargeResponse;
import dev.locum.carsharing.api.billing.v1.OpenTabRequest;
import dev.locum.carsharing.api.billing.v1.SettleRequest;
import dev.locum.carsharing.api.billing.v1.Tab;
import dev.locum.carsharing.billing.TabRows;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.journal.NotPossibleException;
import dev.locum.grpcauthz.caller.OnBehalfOf;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final OnBehalfOf ADA =
      new OnBehalfOf(new Subject("user-ada"), new TenantId("alice"));

  @TempDir Path directory;

  @Test
  void open_afterTheProcessWasKilled_rowsAreAsTheyWereAnswered() throws IOException {
    Path file = directory.resolve("billing");
    Journal first = Journal.open(file, new TabRows());
    first.commit(ADA, OpenTabRequest.newBuilder().setTrip("t1").build(), Tab.class);
    first.commit(
        ADA,
        AddChargeRequest.newBuilder().setTrip("t1").setKey("drive").setCents(15).build(),
        AddChargeResponse.class);

    TabRows again = new TabRows();
    Journal second = Journal.open(file, again);

    assertThat(again.get("alice", "t1").getCents()).isEqualTo(15);
    second.commit(ADA, SettleRequest.newBuilder().setTrip("t1").build(), Tab.class);
    TabRows third = new TabRows();
    Journal.open(file, third).close();
    assertThat(third.get("alice", "t1").getStatusValue()).isEqualTo(2);
  }

  @Test
  void open_lastEntryCutByACrash_isCutOffAndTheRestStays() throws IOException {
    Path file = directory.resolve("billing");
    Journal first = Journal.open(file, new TabRows());
    first.commit(ADA, OpenTabRequest.newBuilder().setTrip("t1").build(), Tab.class);
    first.commit(ADA, OpenTabRequest.newBuilder().setTrip("t2").build(), Tab.class);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));

    TabRows again = new TabRows();
    Journal second = Journal.open(file, again);
    second.commit(ADA, OpenTabRequest.newBuilder().setTrip("t3").build(), Tab.class);

    TabRows last = new TabRows();
    Journal.open(file, last).close();
    assertThat(last.get("alice", "t1").getTrip()).isEqualTo("t1");
    assertThat(last.get("alice", "t3").getTrip()).isEqualTo("t3");
    assertThatThrownBy(() -> last.get("alice", "t2")).isInstanceOf(NotPossibleException.class);
  }

  @Test
  void commit_notPossible_isNotWritten() throws IOException {
    Path file = directory.resolve("billing");
    Journal journal = Journal.open(file, new TabRows());

    assertThatThrownBy(
            () -> journal.commit(ADA, SettleRequest.newBuilder().setTrip("t1").build(), Tab.class))
        .isInstanceOf(NotPossibleException.class);
    assertThat(Files.size(file)).isZero();
  }
}

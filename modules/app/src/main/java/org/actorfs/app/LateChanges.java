package org.actorfs.app;

import java.util.List;
import org.actorfs.fs.Name;
import org.actorfs.fs.driver.Changes;

/** The changes that a driver tells of, for who is there only when the driver has opened. What was said before nobody had asked. */
final class LateChanges implements Changes {
    private volatile Changes listener = Changes.unheard();

    void listen(Changes who) {
        listener = who;
    }

    @Override
    public void changed(List<Name> path) {
        listener.changed(path);
    }
}

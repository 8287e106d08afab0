"""Who is answered next: addresses take turns, so that one that asks much makes only itself wait."""

from collections import OrderedDict, deque

from kb.web.serving.channel import TimedChannel


class FairQueue:
    """A queue with a lane for each address; the interface is that of the deque that waitress's dispatcher has."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[str, deque[TimedChannel]] = OrderedDict()

    def append(self, channel: TimedChannel) -> None:
        """Put a connection that has a request at the end of its address's lane."""
        self._lanes.setdefault(str(channel.addr[0]), deque()).append(channel)

    def popleft(self) -> TimedChannel:
        """Take the first of the lane whose turn it is; that lane is then the last to have one."""
        address, lane = self._lanes.popitem(last=False)
        channel = lane.popleft()
        if lane:
            self._lanes[address] = lane
        return channel

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

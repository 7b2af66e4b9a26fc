-- When the source of a device said last that it is still there, though it stands in no list of devices any more: on some plans
-- those are left out that nobody pays for. NULL = it stood in the list.
ALTER TABLE source_device ADD COLUMN unmanaged_at BIGINT;

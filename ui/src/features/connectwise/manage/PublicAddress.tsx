import { usePublicIp } from "../../../backend/queries";
import { Button, CopyText, ErrorState } from "../../../components";
import { hostOf } from "./site";

/** The address that ConnectWise sees. Somebody on the internet has to be asked for it, so that only a press does. */
export function PublicAddress() {
  const address = usePublicIp();
  const show = () => address.mutate({});
  if (address.data) {
    return (
      <p className="row g6 wrap-row">
        This office&apos;s public address: <CopyText text={address.data.ip} />
        <span className="d t12">as {hostOf(address.data.asked)} sees it</span>
      </p>
    );
  }
  return (
    <div className="col g8">
      {address.error ? <ErrorState title="The address could not be found out" error={address.error} /> : null}
      <div className="row wrap-row">
        <Button small icon="globe" busy={address.isPending} onClick={show}>
          Show this office&apos;s public address
        </Button>
        <span className="d t12">Asks api.ipify.org once; nothing of yours is sent.</span>
      </div>
    </div>
  );
}

import { Component, type ReactNode } from "react";
import { ErrorState } from "../components";

/** A page that breaks leaves the rail and the other pages usable. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidMount(): void {
    window.addEventListener("hashchange", this.reset);
  }

  override componentWillUnmount(): void {
    window.removeEventListener("hashchange", this.reset);
  }

  reset = (): void => {
    if (this.state.error !== null) this.setState({ error: null });
  };

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="pad">
        <ErrorState
          title="This page stopped working. Nothing was changed."
          error={this.state.error}
          onRetry={this.reset}
        />
      </div>
    );
  }
}

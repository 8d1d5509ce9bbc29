import { Component, type ReactNode } from 'react'

interface Props {
  readonly message: string
  readonly children: ReactNode
}

/** A page that fails leaves the rest of the desktop at work. React has no other form of this than a class. */
export class Boundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? <p role="alert">{this.props.message}</p> : this.props.children
  }
}

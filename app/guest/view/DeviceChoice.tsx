// A list of cameras or microphones to choose from.
// It is not there when there is nothing to choose.

import type { Device } from "../media";

export interface DeviceChoiceProps {
  id: string;
  label: string;
  devices: readonly Device[];
  chosen: string | undefined;
  onChoose(id: string): void;
}

export function DeviceChoice({ id, label, devices, chosen, onChoose }: DeviceChoiceProps) {
  if (devices.length < 2) return null;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={chosen} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {devices.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  );
}
